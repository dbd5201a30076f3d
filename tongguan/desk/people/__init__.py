"""Who may do what: accounts, enterprises and credit, brokers' authority, offices, roles, who is away."""
