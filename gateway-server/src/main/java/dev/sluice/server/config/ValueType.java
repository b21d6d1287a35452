package dev.sluice.server.config;

/**
 * How the text of a value becomes the value. Stateless but for its range.
 *
 * @param <T> the value
 */
sealed interface ValueType<T>
        permits Address,
                AddressBlock,
                Choice,
                FilePath,
                HmacSecret,
                ListOf,
                Memory,
                NamespaceList,
                NamespaceName,
                PageOrigin,
                Secret,
                Size,
                Switch,
                Time,
                WebAddress,
                WholeNumber,
                Words {

    /** What to write, for a problem and for the reference: {@code a size from 1KiB to 1GiB}. */
    String expected();

    /** The value; throws when the text is none, or out of range. */
    T read(Scalar scalar) throws BadValueException;

    /** The text that reads as this value. */
    String write(T value);

    /** Whether no line of the log may hold a value. */
    default boolean isSecret() {
        return false;
    }
}
