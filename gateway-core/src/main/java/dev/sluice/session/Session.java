package dev.sluice.session;

public final class Session {}
