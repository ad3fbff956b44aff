/** kafkajs's own log, as pino's debug lines: what matters of it we say ourselves, once. */
import kafkajs, { type KafkaConfig } from 'kafkajs'
import type { Logger } from 'pino'

/** The part of kafkajs's configuration that sends its log to pino. */
export function kafkajsLogging(logger: Logger): Pick<KafkaConfig, 'logLevel' | 'logCreator'> {
  return {
    logLevel: levelOf(logger),
    logCreator:
      () =>
      ({ namespace, label, log: { message, timestamp: _, logger: __, ...fields } }) =>
        logger.debug({ ...fields, from: `kafkajs ${namespace}`, kafkajs_level: label }, message),
  }
}

function levelOf(logger: Logger): NonNullable<KafkaConfig['logLevel']> {
  if (logger.isLevelEnabled('trace')) return kafkajs.logLevel.DEBUG
  if (logger.isLevelEnabled('debug')) return kafkajs.logLevel.INFO
  return kafkajs.logLevel.NOTHING
}
