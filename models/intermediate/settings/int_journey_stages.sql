-- Which events make up which stage of which journey, in the company whose tables landed? One row for each word.
with

lines as (

    {{ seed_lines('journey_stages') | indent(4) }}

)

{{ journey_rules('lines') }}
