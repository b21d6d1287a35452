package dev.sluice;

import dev.sluice.room.RoomListener;
import dev.sluice.session.SessionListener;

/** Is told of sessions and rooms as they come and go; for programs that pass it on, such as to a backend. */
public interface GatewayListener extends SessionListener, RoomListener {}
