{{ staged('files', 'contacts') }}
