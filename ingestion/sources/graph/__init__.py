"""Libraries of SharePoint and drives of OneDrive, by Microsoft Graph."""
