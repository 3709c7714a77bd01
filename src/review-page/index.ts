export { certificateNotes, putIntoCertificate, withNotes } from "./certificate-notes.js";
export { notesJsonSchema, ReviewerNotes } from "./notes.js";
export { notesFileOf, readNotes } from "./notes-file.js";
export { openPage } from "./open-page.js";
export { ReviewServer, type ReviewServerOptions } from "./server.js";
