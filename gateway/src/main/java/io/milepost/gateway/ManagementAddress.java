package io.milepost.gateway;

/**
 * Where a node tells of itself, apart from its clients.
 *
 * @param host the address to listen on: a loopback one, or one of a network that only operators and their tools reach
 * @param port the port
 */
public record ManagementAddress(String host, int port) {}
