timeval signed
title
10.0.0.2:80_==>_10.0.0.1:1000 (rtt samples)
xlabel
time
ylabel
rtt (ms)
red
red
dot 1.000000 250
go
