// Command duet certifies implementations of Skype for Business <-> Teams instant messaging.
//
//	duet run         run the purposes against an implementation
//	duet mutants     run every mutant of the reference against every purpose
//	duet list        list purposes, or the mutants of the reference
//	duet reference   serve as the reference implementation
//	duet fakes       serve one of the fakes alone
package main
