"""Signs in with MSAL Python, then refreshes. Prints what the person is shown, and the results as JSON."""

import json
import sys

import msal

authority, client_id = sys.argv[1:]
app = msal.PublicClientApplication(client_id, authority=authority, validate_authority=False, instance_discovery=False)
flow = app.initiate_device_flow(scopes=["User.Read"])
print(flow["message"], flush=True)
first = app.acquire_token_by_device_flow(flow)
results = [first]
for account in app.get_accounts():
    results.append(app.acquire_token_silent(["User.Read"], account, force_refresh=True))
print(json.dumps(results), flush=True)
