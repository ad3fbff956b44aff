/** From one review to the other. */
import { useAddress } from '../../address.ts'

const reviews = [
  { path: '/reviews/weekly', title: 'Weekly: links' },
  { path: '/reviews/monthly', title: 'Monthly: permissions' },
]

export function ReviewTabs() {
  const { path, href } = useAddress()
  return (
    <nav class="tabs" aria-label="Reviews">
      {reviews.map((review) => (
        <a
          key={review.path}
          href={href(review.path)}
          aria-current={review.path === path ? 'page' : undefined}
        >
          {review.title}
        </a>
      ))}
    </nav>
  )
}
