{{ staged('files', 'payment_options') }}
