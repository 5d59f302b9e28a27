"""The reference county gives the figures that real towns published."""
