{{ staged('files', 'calls') }}
