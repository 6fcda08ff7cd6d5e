{{ staged('files', 'referrals') }}
