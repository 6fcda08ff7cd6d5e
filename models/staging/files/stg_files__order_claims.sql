{{ staged('files', 'order_claims') }}
