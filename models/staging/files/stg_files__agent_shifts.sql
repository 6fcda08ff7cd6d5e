{{ staged('files', 'agent_shifts') }}
