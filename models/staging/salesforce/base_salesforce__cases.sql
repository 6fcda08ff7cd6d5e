-- How does each case stand now? Of what was deleted or merged the last row is kept.
{{ salesforce_records('case') }}
