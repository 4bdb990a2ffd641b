"""What people see of collections, documents and pages."""
