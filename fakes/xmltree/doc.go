// Package xmltree reads small XML documents, such as those that say presence, into trees. It reads them within limits, so
// that no sender can make the reader work, and takes no document type declaration, so that no entity is ever expanded.
package xmltree
