package dev.sluice.server.api;

import java.util.Map;

/**
 * What a request gets.
 *
 * @param contentType empty: there is no body
 * @param body never changed
 * @param headers others than those of the body
 */
@SuppressWarnings("ArrayRecordComponent")
record ApiAnswer(int status, String contentType, byte[] body, Map<String, String> headers) {
    static final int OK = 200;
    static final int NO_CONTENT = 204;

    /** An object. */
    static ApiAnswer json(Json.Fields fields) {
        return new ApiAnswer(OK, "application/json", Json.write(fields), Map.of());
    }

    /** Done, and nothing to say of it. */
    static ApiAnswer done() {
        return new ApiAnswer(NO_CONTENT, "", new byte[0], Map.of());
    }

    /** The same with another header. */
    ApiAnswer with(String header, String value) {
        return new ApiAnswer(status, contentType, body, Map.of(header, value));
    }

    /** Whether it says that something was done. */
    boolean isSuccess() {
        return status == OK || status == NO_CONTENT;
    }
}
