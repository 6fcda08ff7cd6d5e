-- Which agents of several systems are alike by their e-mail address?
with

{{ matches('agent', rules_of('match_agents_by')) }}
