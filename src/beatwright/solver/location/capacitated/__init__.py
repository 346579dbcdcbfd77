"""The capacitated p-median: integer programs, columns, and plans where there is hardly any room to spare."""
