"""Forms of campaigns in the XLSForm convention: read from workbooks, kept in versions, answered, exported."""
