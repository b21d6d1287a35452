package dev.sluice.server.config;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * One word out of a few.
 *
 * @param words what each word stands for, in the order to show them
 * @param <T> the value
 */
record Choice<T>(Map<String, T> words) implements ValueType<T> {

    /** The constants of an enum, in kebab-case. */
    static <E extends Enum<E>> Choice<E> of(Class<E> type) {
        Map<String, E> words = new LinkedHashMap<>();
        for (E constant : type.getEnumConstants()) {
            words.put(constant.name().toLowerCase(Locale.ROOT).replace('_', '-'), constant);
        }
        return new Choice<>(words);
    }

    /** The only word that there is so far. */
    static Choice<String> only(String word) {
        return new Choice<>(Map.of(word, word));
    }

    @Override
    public String expected() {
        String listed = String.join(", ", words.keySet());
        int last = listed.lastIndexOf(", ");
        return last < 0 ? listed : listed.substring(0, last) + " or " + listed.substring(last + 2);
    }

    @Override
    public T read(Scalar scalar) throws BadValueException {
        T value = words.get(scalar.text());
        if (value == null) {
            throw BadValueException.expected(expected(), scalar);
        }
        return value;
    }

    @Override
    public String write(T value) {
        return words.entrySet().stream()
                .filter(entry -> entry.getValue().equals(value))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow();
    }
}
