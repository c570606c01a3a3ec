timeval signed
title
10.0.0.1:1000_==>_10.0.0.2:80 (rtt samples)
xlabel
time
ylabel
rtt (ms)
red
red
dot 1767225600.010000 10
ltext 1767225600.060000 10 red
rtt
red
dot 1767225600.110000 10
line 1767225600.110000 10 1767225600.010000 10
go
