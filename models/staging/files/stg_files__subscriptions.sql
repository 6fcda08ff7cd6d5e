{{ staged('files', 'subscriptions') }}
