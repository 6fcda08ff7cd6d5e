select
    feedback_key,
    feedback_type,
    product_area,
    customer_count,
    open_ticket_count
from marts.product_feedback
where open_ticket_count > 0
order by feedback_rank
