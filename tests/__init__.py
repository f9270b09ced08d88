"""Tests of Passerelle; the folders mirror those of the code."""
