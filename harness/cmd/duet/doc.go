// Command duet certifies implementations of Skype for Business <-> Teams instant messaging.
//
//	duet run         run the purposes against an implementation
//	duet merge       put the reports of all shards of a run together
//	duet mutants     run every mutant of the reference against every purpose
//	duet list        list purposes, the mutants of the reference, or what a run will do
//	duet reference   serve as the reference implementation
//	duet fakes       serve one of the fakes alone
package main
