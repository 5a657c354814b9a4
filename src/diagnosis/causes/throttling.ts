import { shell } from '../../domain/shell.ts'
import { certain, likely, possible, symptom, type Cause } from '../cause.ts'

/** Too many calls. */
export const THROTTLED: Cause[] = [
  {
    id: 'throttling',
    title: 'the service or registry limits the rate of calls',
    signs: [
      symptom(/\bthrottl\w*|rate[- ]limit\w*|too many (?:requests|calls)/i, /client-side|Throttling request took|rate limiter Wait/i),
      likely(/secondary rate limit|Request limit exceeded|TooManyRequests|status code:? 429|\b429 Too Many|retry-after|rate[- ]limited/i, {
        rank: 8,
        unless: /client-side throttling/i,
      }),
      certain([
        /toomanyrequests|Rate exceeded|ThrottlingException|RequestLimitExceeded/i,
        /You have reached your (?:unauthenticated )?pull rate limit|API rate limit exceeded/i,
      ]),
      likely(
        [
          /\b429\b|Throttl(?:ing|ed)|too many requests|SlowDown|rate limit|TooManyRequestsException/i,
          /retry quota exceeded|QPS exceeded|Wait\(n=\d+\) would exceed|PriorityRequestNotComplete/i,
          /LimitExceededException: Rate/i,
        ],
        { rank: 8, unless: /client-side throttling|Throttling request took|rate limiter Wait returned an error: context/i },
      ),
      possible(/rate limiter/i),
    ],
    fix: ({ namespace }) =>
      shell`kubectl --namespace ${namespace} get imagerepositories,helmrepositories,ocirepositories -o custom-columns=KIND:.kind,NAME:.metadata.name,INTERVAL:.spec.interval`,
    example:
      'toomanyrequests: You have reached your pull rate limit. You may increase the limit by authenticating and upgrading: https://www.docker.com/increase-rate-limit',
  },
]
