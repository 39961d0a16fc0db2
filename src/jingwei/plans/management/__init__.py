"""The commands of the plans; each ``run`` takes the parsed arguments and gives an Answer."""
