"""Sports-car racing: where may this car, team or driver race, what clashes, and how sure are we?"""
