"""The hall of an office: one window for customs and inspection, numbers, appointments, visits saved."""
