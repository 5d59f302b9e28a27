"""Out on the ground: patrols of a grid with track and check-ins, who was seen when, and the guards at school gates."""
