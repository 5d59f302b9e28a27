"""The composition root: settings, URL roots, server entry points and the command line; knows everyone."""
