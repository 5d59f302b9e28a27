"""Tests of disputes and their mediation."""
