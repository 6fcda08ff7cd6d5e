{{ staged('files', 'tickets', {'is_history_disordered': 'false'}) }}
