"""Values as vendors write them, and what they are: the same on every engine. The calls are of macros in
macros/engine/vendor_values.sql, upon the column `word`."""

TIMES = [
    ("2024-03-01T10:00:00Z", "2024-03-01 10:00:00"),
    ("2024-03-01 10:00:00 UTC", "2024-03-01 10:00:00"),
    ("2024-03-01 10:00:00.25 GMT", "2024-03-01 10:00:00.25"),
    ("2024-03-01T10:00:00+02:00", "2024-03-01 08:00:00"),
    ("2024-03-01T10:00:00-0530", "2024-03-01 15:30:00"),
    ("2024-03-01 10:00:00+02", "2024-03-01 08:00:00"),
    (" 2024-03-01 10:00:00 ", "2024-03-01 10:00:00"),
    ("2024-03-01", "2024-03-01 00:00:00"),
    ("1709287200", "2024-03-01 10:00:00"),
    ("1709287200.5", "2024-03-01 10:00:00.5"),
    ("1709287200500", "2024-03-01 10:00:00.5"),
    ("0", "1970-01-01 00:00:00"),
    ("soon", None),
    ("2024-13-01T00:00:00Z", None),
    ("", None),
    (None, None),
]
IDS = [
    ("1234", "1234"),
    ("1234.0", "1234"),
    ("1234.50", "1234.50"),
    (" 0042 ", "0042"),
    ("a.0", "a.0"),
    ("", None),
    (None, None),
]
VALUES = {
    "vendor_id('word')": IDS,
    "json_text('word', 'minutes')": [
        ('{"minutes": 60}', "60"),
        ('{"minutes": null}', None),
        ("{}", None),
        ("60", None),
        ("{minutes", None),
        (None, None),
    ],
    "listed_value('word', 7)": [
        ('[{"id": 8, "value": "no"}, {"id": 7, "value": "Mail"}, {"id": 7, "value": "later"}]', "Mail"),
        ('[{"value": 1.5, "id": "7"}]', "1.5"),
        ('[{"id": 7, "value": null}]', None),
        ('[{"id": 77, "value": "Mail"}]', None),
        ("[]", None),
        ('{"id": 7, "value": "Mail"}', None),
        ("[{", None),
        (None, None),
    ],
    "json_lowest('word', '$.options[*].rating')": [
        ('{"options": [{"rating": 2}, {"rating": 5.5}]}', "2.0"),
        ('{"options": [{"rating": 3}]}', "3.0"),
        ('{"options": []}', None),
        ("{}", None),
        ("{options", None),
        (None, None),
    ],
    "json_highest('word', '$.options[*].rating')": [
        ('{"options": [{"rating": 2}, {"rating": 5.5}]}', "5.5"),
        ('{"options": [{"rating": 3}]}', "3.0"),
        ('{"options": []}', None),
        ("{}", None),
        (None, None),
    ],
}
# The rows that one text becomes, in any order.
LISTS = {
    "numbers_in('word')": [("[17, 18]", ["17", "18"]), ("17", ["17"]), ("[]", []), (None, [])],
    "strings_in('word')": [('["a b", "c"]', ["a b", "c"]), ("[]", []), (None, [])],
    "objects_in('word')": [
        ('[{"id":1},{"id":2}]', ['{"id":1}', '{"id":2}']),
        ("[]", []),
        ("[{", []),
        ('{"id":1}', []),
        (None, []),
    ],
}


def listed(cases: dict[str, list]) -> list[tuple]:
    """(call, text, what it is) of each."""
    return [(call, text, found) for call, given in cases.items() for text, found in given]
