/**
 * Finds the records of JSON files without parsing them: the elements of an array or of `{"Records":[…]}`,
 * else each whole document. Only brackets and strings are followed; whether a record is JSON its source will say.
 * So a file of any size is read in little memory, and its records keep their exact bytes.
 */
import {
  CLOSE_LIST,
  COMMA,
  createMemberWatch,
  createNesting,
  isSpace,
  NEWLINE,
  OPEN_LIST,
  OPEN_OBJECT,
  QUOTE,
} from './json-nesting.ts'
import { createRecordBuffer, type RecordBytes, type Splitter } from './split.ts'

export function createJsonSplitter(): Splitter {
  const record = createRecordBuffer()
  const walk = createWalk()
  let isInRecord = false

  function finish(rest: Buffer): RecordBytes {
    record.add(rest)
    isInRecord = false
    return record.take()
  }

  return {
    push(chunk) {
      const records: RecordBytes[] = []
      let start = 0
      for (let index = walk.nextOf(chunk, 0); index < chunk.length; index = walk.nextOf(chunk, index + 1)) {
        switch (walk.over(chunk[index] ?? 0)) {
          case 'begins':
            start = index
            isInRecord = true
            break
          case 'ends here':
            records.push(finish(chunk.subarray(start, index + 1)))
            break
          case 'ends before':
            records.push(finish(chunk.subarray(start, index)))
            break
          case 'is none':
            record.drop()
            isInRecord = false
            break
        }
      }
      if (isInRecord) record.add(chunk.subarray(start))
      return records
    },
    end() {
      if (walk.mayEnd()) return isInRecord ? [record.take()] : []
      const cut = record.take()
      const detail = 'the document ends before its closing bracket'
      return [cut.refused === undefined ? { ...cut, refused: { code: 'not_json', detail } } : cut]
    },
  }
}

/** What a byte is to the records: the first of one, its last, the first behind it, or proof that it was an envelope. */
type Step = 'begins' | 'ends here' | 'ends before' | 'is none' | 'on'

/** A walk over a file's bytes. Where we are is the function that takes the next byte. */
function createWalk() {
  const nesting = createNesting()
  const members = createMemberWatch()
  /** Whether the list of records lies in an object, which then still has to end. */
  let isEnveloped = false
  let here: (byte: number) => Step = betweenDocuments

  function betweenDocuments(byte: number): Step {
    if (isSpace(byte)) return 'on'
    nesting.start(byte)
    members.start()
    isEnveloped = false
    if (byte === OPEN_LIST) return go(betweenElements, 'on')
    return go(byte === OPEN_OBJECT ? inDocument : inLooseText, 'begins')
  }

  /** What is no object or array at the top reaches to the end of its line. */
  function inLooseText(byte: number): Step {
    return byte === NEWLINE ? go(betweenDocuments, 'ends before') : 'on'
  }

  function inDocument(byte: number): Step {
    if (members.opensRecords(byte, nesting)) {
      isEnveloped = true
      return go(betweenElements, 'is none')
    }
    return nesting.closes(byte) ? go(betweenDocuments, 'ends here') : 'on'
  }

  function betweenElements(byte: number): Step {
    if (isSpace(byte) || byte === COMMA) return 'on'
    if (byte === CLOSE_LIST) return afterElements('on')
    nesting.start(byte)
    const isClosedByItself = byte === OPEN_OBJECT || byte === OPEN_LIST || byte === QUOTE
    return go(isClosedByItself ? inElement : inScalar, 'begins')
  }

  function inElement(byte: number): Step {
    return nesting.closes(byte) ? go(betweenElements, 'ends here') : 'on'
  }

  function inScalar(byte: number): Step {
    if (byte === COMMA || isSpace(byte)) return go(betweenElements, 'ends before')
    return byte === CLOSE_LIST ? afterElements('ends before') : 'on'
  }

  function afterElements(step: Step): Step {
    if (!isEnveloped) return go(betweenDocuments, step)
    nesting.start(OPEN_OBJECT)
    return go(inRestOfEnvelope, step)
  }

  function inRestOfEnvelope(byte: number): Step {
    return nesting.closes(byte) ? go(betweenDocuments, 'on') : 'on'
  }

  function go(place: typeof here, step: Step): Step {
    here = place
    return step
  }

  return {
    over: (byte: number): Step => here(byte),
    /** Where the next byte is that may change anything: most of a file is text between quotes. */
    nextOf: (chunk: Buffer, from: number): number =>
      here === inElement ? nesting.nextOf(chunk, from) : from,
    /** Whether a file that ends here is whole. */
    mayEnd: (): boolean => here === betweenDocuments || here === inLooseText,
  }
}
