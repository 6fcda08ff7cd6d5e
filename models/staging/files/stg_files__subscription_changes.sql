{{ staged('files', 'subscription_changes') }}
