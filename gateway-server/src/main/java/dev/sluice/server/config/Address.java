package dev.sluice.server.config;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where to listen: {@code 127.0.0.1:8080}, {@code [::1]:8080} or {@code localhost:8080}; port 0 takes a free one. */
record Address() implements ValueType<InetSocketAddress> {
    private static final Pattern HOST_AND_PORT = Pattern.compile("(\\[[^\\[\\]]+]|[^:\\[\\]]+):([0-9]{1,5})");

    /** Four octets. Checked here, because the JDK takes 127.1 for an address too, and asks the name service for 1.2.3.456. */
    private static final Pattern IPV4 = Pattern.compile("((25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])(\\.(?!$)|$)){4}");

    private static final Pattern DIGITS_AND_DOTS = Pattern.compile("[0-9.]+");
    private static final Pattern BARE_IPV6 = Pattern.compile("[0-9a-fA-F]*:[0-9a-fA-F.]*:[0-9a-fA-F.:]*");
    private static final int MAX_PORT = 65_535;

    @Override
    public String expected() {
        return "an address such as 127.0.0.1:8080";
    }

    @Override
    public InetSocketAddress read(Scalar scalar) throws BadValueException {
        String text = scalar.text();
        Matcher address = HOST_AND_PORT.matcher(text);
        if (!address.matches()) {
            boolean bare = BARE_IPV6.matcher(text).matches();
            String wanted = bare ? "an address such as [::1]:8080, IPv6 in brackets" : expected();
            throw BadValueException.expected(wanted, scalar);
        }
        int port = Integer.parseInt(address.group(2));
        if (port > MAX_PORT) {
            throw BadValueException.expected("a port from 0 to " + MAX_PORT, scalar);
        }
        return new InetSocketAddress(host(address.group(1), scalar), port);
    }

    @Override
    public String write(InetSocketAddress value) {
        InetAddress address = value.getAddress();
        String host = address == null ? value.getHostString() : address.getHostAddress();
        return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + value.getPort();
    }

    private static InetAddress host(String host, Scalar scalar) throws BadValueException {
        if (DIGITS_AND_DOTS.matcher(host).matches() && !IPV4.matcher(host).matches()) {
            throw BadValueException.expected("an IPv4 address of four numbers from 0 to 255", scalar);
        }
        boolean bracketed = host.startsWith("[");
        if (bracketed && host.indexOf(':') < 0) {
            throw BadValueException.expected("an IPv6 address between the brackets", scalar);
        }
        try {
            return InetAddress.getByName(host);
        } catch (UnknownHostException e) {
            if (bracketed) {
                throw BadValueException.expected("an IPv6 address between the brackets", scalar);
            }
            throw new BadValueException("cannot find host \"" + Excerpt.of(host) + '"');
        }
    }
}
