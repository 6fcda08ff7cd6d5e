{{ staged('files', 'teams') }}
