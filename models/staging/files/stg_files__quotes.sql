{{ staged('files', 'quotes') }}
