// Signs in with Iddawc: discovery, device flow, ID token, UserInfo, refresh, revocation. Prints what each step gave.

#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <iddawc.h>

static struct _i_session session;

static const char *text(i_option option) {
  const char *value = i_get_str_parameter(&session, option);
  return value == NULL ? "none" : value;
}

static int wait_for_tokens(void) {
  for (;;) {
    sleep(i_get_int_parameter(&session, I_OPT_DEVICE_AUTH_INTERVAL));
    if (i_run_token_request(&session) == I_OK) return I_OK;
    if (strcmp(text(I_OPT_ERROR), "authorization_pending") != 0) return I_ERROR;
  }
}

int main(int count, char **arguments) {
  if (count != 4) return 2;
  setvbuf(stdout, NULL, _IOLBF, 0);
  i_global_init();
  i_init_session(&session);
  i_set_parameter_list(&session, I_OPT_RESPONSE_TYPE, I_RESPONSE_TYPE_DEVICE_CODE, I_OPT_OPENID_CONFIG_ENDPOINT,
                       arguments[1], I_OPT_CLIENT_ID, arguments[2], I_OPT_SCOPE, arguments[3], I_OPT_NONE);
  if (i_get_openid_config(&session) != I_OK || i_run_device_auth_request(&session) != I_OK) return 2;
  printf("code %s\n", text(I_OPT_DEVICE_AUTH_USER_CODE));
  if (wait_for_tokens() != I_OK) {
    printf("error %s\n", text(I_OPT_ERROR));
    return 1;
  }
  printf("id_token %d\n", i_verify_id_token(&session));
  int heard = i_get_userinfo(&session, 0);
  printf("userinfo %d %s\n", heard, text(I_OPT_USERINFO));
  i_set_int_parameter(&session, I_OPT_RESPONSE_TYPE, I_RESPONSE_TYPE_REFRESH_TOKEN);
  printf("refresh %d\n", i_run_token_request(&session));
  i_set_str_parameter(&session, I_OPT_TOKEN_TARGET, text(I_OPT_REFRESH_TOKEN));
  printf("revoke %d\n", i_revoke_token(&session, I_INTROSPECT_REVOKE_AUTH_CLIENT_TARGET));
  i_clean_session(&session);
  i_global_close();
  return 0;
}
