-- Which accounts of several systems are alike by the company's own number for them, or by their domain?
with

{{ matches('account', var('match_accounts_by') or []) }}
