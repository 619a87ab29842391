package dev.labctl.cli.error;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.util.Objects;

/** Why a file could not be read or written, in words. */
public final class Reason {
    private Reason() {}

    /** The reason without the file's name and the exception's. */
    public static String of(IOException e) {
        if (e instanceof NoSuchFileException) {
            return "it does not exist";
        }
        if (e instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (e instanceof FileSystemLoopException) {
            return "a link in it leads back to a folder that it is in";
        }
        if (e instanceof FileAlreadyExistsException) {
            return "a file is in the way";
        }
        if (e instanceof CharacterCodingException) {
            return "it is not in UTF-8";
        }
        if (e instanceof JsonProcessingException json) {
            JsonLocation place = json.getLocation();
            String where =
                    place == null ? "" : " (line %d, column %d)".formatted(place.getLineNr(), place.getColumnNr());
            return json.getOriginalMessage() + where;
        }
        String said = e instanceof FileSystemException file ? file.getReason() : e.getMessage();
        return Objects.requireNonNullElse(said, "no reason was given");
    }
}
