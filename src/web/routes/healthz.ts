/** GET /healthz: the process is alive. Whether it can do its work is /readyz's to say. */
import type { Route } from '../route.ts'

export const healthz: Route = {
  method: 'GET',
  path: '/healthz',
  token: null,
  handle: (_, response) => {
    response.type('text').send('ok')
  },
}
