"""The shapes of all that is planned and counted: a column, columns of one length, and figures."""

from typing import Any, TypeAlias

import numpy as np

# A value for each row. Instants are UTC seconds since 1970: NEVER stands for none, -1 for nobody or nothing.
Array: TypeAlias = np.ndarray
# Columns by name, all of one length: a row for each account, ticket, call and so on.
Table: TypeAlias = dict[str, Array]
# Figures by name, as `truth.json` holds them.
Values: TypeAlias = dict[str, Any]
