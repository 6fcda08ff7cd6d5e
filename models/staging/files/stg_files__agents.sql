{{ staged('files', 'agents') }}
