"""What carriers and the sites of a port report: calls, bills, containers, manifests."""
